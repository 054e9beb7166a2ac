export { foldersIn } from './folders-in';
export {
  checkArchives,
  readRelease,
  type Release,
  type ReleaseArchive,
  type ReleaseFile,
  versionsIn,
} from './read-release';
export { ReleaseFault } from './release-fault';
export * from './release-names';
export { formatSums, type Sums } from './sha256-sums';
export { filesInZip, type ZipFile } from './zip-files';
