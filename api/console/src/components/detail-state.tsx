import { Paper, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem';
import { EmptyState } from './object-list';
import { Page } from './page';
import { ProblemAlert } from './problem-alert';

interface DetailStateProps {
  /** The noun for the object, whose name is not known. */
  readonly noun: string;
  readonly query: UseQueryResult;
}

/** A page about an object whose ID cannot be one, so that there is nothing to ask for. */
export function NoSuchObject({ noun }: { readonly noun: string }) {
  return (
    <Page title={titleOf(noun)}>
      <Missing noun={noun} />
    </Page>
  );
}

const titleOf = (noun: string) => noun.charAt(0).toUpperCase() + noun.slice(1);

const Missing = ({ noun }: { readonly noun: string }) => (
  <Paper withBorder p="xl">
    <EmptyState title={`There is no such ${noun}`}>
      It may have been deleted, it may belong to another team, or you may not see it.
    </EmptyState>
  </Paper>
);

/** A page about one object that is not there: it is loading, it was not found, or there was a problem. */
export function DetailState({ noun, query }: DetailStateProps) {
  const { error } = query;
  const isMissing = error instanceof ApiProblem && error.status === 404;
  return (
    <Page title={titleOf(noun)}>
      {error === null && (
        <Stack gap="md">
          <VisuallyHidden role="status">Loading</VisuallyHidden>
          <Skeleton height={80} />
          <Skeleton height={160} />
        </Stack>
      )}
      {isMissing && <Missing noun={noun} />}
      {error !== null && !isMissing && (
        <ProblemAlert error={error} retry={() => void query.refetch()} />
      )}
    </Page>
  );
}
