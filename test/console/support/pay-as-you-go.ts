import type { Page } from 'playwright-core';

interface Payment {
  readonly service: string;
  readonly models: readonly string[];
  /** The name of the wallet begins with it. */
  readonly wallet: string;
}

/** Fills in the second dialog, which pay-as-you-go opens. */
export async function payFor(page: Page, { service, models, wallet }: Payment): Promise<void> {
  const dialog = page.getByRole('dialog', { name: `Pay-as-you-go for ${service}` });
  for (const model of models) await dialog.getByRole('checkbox', { name: model }).check();
  const field = dialog.getByLabel(`Wallet that pays for ${service}`);
  const option = field.getByRole('option').filter({ hasText: wallet });
  await field.selectOption((await option.first().getAttribute('value')) ?? '');
  await dialog.getByRole('button', { name: 'Use these models' }).click();
  await dialog.waitFor({ state: 'detached' });
}
