/** The operating system and processor that the header of an executable names. */
export interface ExecutableFormat {
  readonly os: 'linux' | 'darwin' | 'windows';
  readonly arch: 'amd64' | 'arm64';
  readonly libc?: 'musl';
}

const ELF = 0x464c457f;
const MACH_O_64 = 0xfeedfacf;
const MZ = 0x5a4d;
const PE = 0x00004550;
const INTERPRETER = 3;

const ELF_MACHINES: Readonly<Record<number, ExecutableFormat['arch']>> = {
  62: 'amd64',
  183: 'arm64',
};
const MACH_O_CPUS: Readonly<Record<number, ExecutableFormat['arch']>> = {
  0x01000007: 'amd64',
  0x0100000c: 'arm64',
};
const PE_MACHINES: Readonly<Record<number, ExecutableFormat['arch']>> = {
  0x8664: 'amd64',
  0xaa64: 'arm64',
};

/** Undefined if the file has none of these formats. */
export function executableFormat(file: Buffer): ExecutableFormat | undefined {
  const start = file.readUInt32LE(0);
  if (start === ELF) {
    const arch = ELF_MACHINES[file.readUInt16LE(18)];
    if (arch === undefined) return undefined;
    const isMusl = interpreterOf(file).includes('ld-musl-');
    return { os: 'linux', arch, ...(isMusl && { libc: 'musl' as const }) };
  }
  if (start === MACH_O_64) {
    const arch = MACH_O_CPUS[file.readUInt32LE(4)];
    return arch && { os: 'darwin', arch };
  }
  if (file.readUInt16LE(0) !== MZ) return undefined;
  const header = file.readUInt32LE(0x3c);
  const arch = PE_MACHINES[file.readUInt16LE(header + 4)];
  return file.readUInt32LE(header) === PE && arch ? { os: 'windows', arch } : undefined;
}

/** The path of the C library's loader. */
function interpreterOf(elf: Buffer): string {
  const table = Number(elf.readBigUInt64LE(32));
  const [entryBytes, count] = [elf.readUInt16LE(54), elf.readUInt16LE(56)];
  for (let index = 0; index < count; index++) {
    const entry = table + index * entryBytes;
    if (elf.readUInt32LE(entry) !== INTERPRETER) continue;
    const offset = Number(elf.readBigUInt64LE(entry + 8));
    return elf.toString('latin1', offset, offset + Number(elf.readBigUInt64LE(entry + 32)));
  }
  return '';
}

const SECURITY_DIRECTORY = 4;

/** Whether a Windows executable contains an Authenticode signature. */
export function hasAuthenticode(pe: Buffer): boolean {
  const optional = pe.readUInt32LE(0x3c) + 24;
  return pe.readUInt32LE(optional + 112 + SECURITY_DIRECTORY * 8 + 4) > 0;
}
