// Drives a provider without Terraform, in the tests of its author.
export { createDiagnosticList, type DiagnosticList } from '../framework/diagnostics';
export { type EncodablePrivateState, openPrivateState } from '../framework/private-state';
export { benchForProvider, type ProviderBench, type ProviderBenchOptions } from './provider-bench';
export { type LogEntry, type RecordingLogger, recordingLogger } from './recording-logger';
export { benchFor, type ResourceBench } from './resource-bench';
export { noBytes, noSignal, wire } from './wire';
