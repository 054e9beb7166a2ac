declare module 'better-sqlite3' {
  export default class Database {
    constructor(path: string);
    pragma(source: string): unknown;
    prepare(sql: string): { run(...values: readonly unknown[]): unknown };
    close(): void;
  }
}
