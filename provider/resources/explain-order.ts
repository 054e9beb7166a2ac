import { ApiProblem } from '../client';
import { DiagnosticError } from '../terraform-plugin';

export interface OrderOfDeletion {
  /** The refusal with which Keyplane answers if an object that is to be deleted is still in use. */
  readonly code: 'role_in_use' | 'wallet_in_use';
  readonly noun: string;
  /** The objects that use it, as a plural noun. */
  readonly users: string;
}

/**
 * Deletes an object. By default, Terraform destroys an object before it updates what referred to
 * it. If Keyplane refuses the delete for that reason, the error says how to put the two in order.
 */
export async function explainingOrder(
  order: OrderOfDeletion,
  remove: () => Promise<void>,
): Promise<void> {
  try {
    await remove();
  } catch (error) {
    throw error instanceof ApiProblem && error.problem.code === order.code
      ? explained(error, order)
      : error;
  }
}

function explained(error: ApiProblem, { noun, users }: OrderOfDeletion): DiagnosticError {
  return new DiagnosticError(
    {
      summary: error.problem.title,
      detail:
        `${error.message}\n\nIn one apply, Terraform deletes a ${noun} before it updates the ` +
        `${users} that use it. Remove the ${noun} from the ${users} in one apply, and delete ` +
        `it in the next. If a ${noun} has \`lifecycle { create_before_destroy = true }\` from ` +
        'the start, one apply can do both.',
    },
    { cause: error },
  );
}
