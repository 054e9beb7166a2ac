import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Page } from '../components/page';
import { ProblemAlert } from '../components/problem-alert';

/** Instead of a page that cannot be loaded or shown. The navigation around it remains. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title="This page cannot be shown">
      <ProblemAlert error={error} retry={retry} />
    </Page>
  );
}
