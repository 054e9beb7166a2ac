import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDiskReserve } from '../../../api/database/dialects/disk-reserve';

const MIB = 1_048_576;

describe('the space in reserve on a disk', () => {
  let folder: string;
  let file: string;
  let free: number;
  let told: string[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-reserve-'));
    file = path.join(folder, 'keyplane.db-reserve');
    free = 100 * MIB;
    told = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const newReserve = () =>
    createDiskReserve({
      file,
      freeBytes: () => free,
      onFull: () => told.push('full'),
      onRoom: () => told.push('room'),
    });

  it('is created once, readable only by its owner', () => {
    const reserve = newReserve();
    reserve.look();
    reserve.look();
    const { size, mode } = statSync(file);
    expect([size, mode & 0o777]).toEqual([8 * MIB, 0o600]);
    expect(told).toEqual([]);
  });

  it('is not created if it would fill the disk', () => {
    free = 9 * MIB;
    newReserve().look();
    expect(existsSync(file)).toBe(false);
  });

  it('is kept while there is space, and freed in parts once there is none', () => {
    const reserve = newReserve();
    reserve.look();
    reserve.freeSome();
    expect(statSync(file).size).toBe(8 * MIB);

    free = MIB / 8;
    reserve.look();
    expect(() => reserve.requireRoom()).toThrow('The disk of the database is full');
    reserve.freeSome();
    expect(statSync(file).size).toBe(7.5 * MIB);
    for (let count = 0; count < 20; count += 1) reserve.freeSome();
    expect(existsSync(file)).toBe(false);
  });

  it('is created again once there is space, and each change is reported once', () => {
    const reserve = newReserve();
    free = 0;
    reserve.look();
    reserve.look();
    free = 100 * MIB;
    reserve.requireRoom();
    reserve.requireRoom();
    expect(told).toEqual(['full', 'room']);
    expect(statSync(file).size).toBe(8 * MIB);
  });

  it('makes the disk count as full as soon as SQLite says so', () => {
    const reserve = newReserve();
    free = MIB / 2;
    reserve.foundFull();
    expect(reserve.isFull).toBe(true);
    expect(() => reserve.requireRoom()).toThrow();
  });
});
