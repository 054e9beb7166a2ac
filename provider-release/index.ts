export {
  checkArchives,
  readRelease,
  readReleases,
  type Release,
  type ReleaseArchive,
  type ReleaseFile,
} from './read-release';
export { ReleaseFault } from './release-fault';
export * from './release-names';
export { formatSums, type Sums } from './sha256-sums';
export { filesInZip, type ZipFile } from './zip-files';
