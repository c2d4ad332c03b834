import { expect } from '@playwright/test';
import type { Phone } from './people.ts';

/** A file as the phone's browser gives it. */
export interface Chosen {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Chooses a file for a requirement, as from the phone's gallery. */
export async function chooseFile(phone: Phone, requirement: string, file: Chosen): Promise<void> {
  await phone.page.locator(`[data-requirement="${requirement}"] input[type="file"]`).last().setInputFiles(file);
}

/** Hands a requirement's files in. */
export async function handIn(phone: Phone, requirement: string): Promise<void> {
  const one = phone.page.locator(`[data-requirement="${requirement}"]`);
  await one.getByRole('button', { name: phone.t('materials.hand_in') }).click();
  await expect(one).toHaveAttribute('data-state', 'pending');
}
