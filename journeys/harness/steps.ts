import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Say, wordsIn } from './words.ts';

export interface Secrets {
  readonly name: string;
  readonly passphrase: string;
  /** Seven groups of four. */
  readonly kit: readonly string[];
}

const english = wordsIn('en');

let count = 0;

/** A name that no other try of a story has taken on its server. */
export const uniqueName = (name: string): string => `${name} ${++count}`;

/** First run from the welcome screen to the open, empty record. */
export async function createRecord(page: Page, name: string, say: Say = english): Promise<Secrets> {
  await page.goto('/');
  await page.getByRole('link', { name: say('Create my record') }).click();
  await page.getByLabel(say('Your name')).fill(name);
  await page.getByRole('button', { name: say('Continue') }).click();
  const passphrase = await readPassphrase(page);
  await page.getByRole('button', { name: say('I have it, continue') }).click();
  const kit = await readKit(page);
  await page.getByRole('button', { name: say('I have kept it, continue') }).click();
  await proveKit(page, kit, say);
  await page.getByRole('heading', { level: 1, name: say('Add') }).waitFor();
  return { name, passphrase, kit };
}

/** The six words on the screen. */
export async function readPassphrase(page: Page): Promise<string> {
  const words = page.getByTestId('passphrase');
  await expect.poll(async () => (await words.textContent())?.trim().split(/\s+/).length, { timeout: 15_000 }).toBe(6);
  return ((await words.textContent()) ?? '').trim().split(/\s+/).join(' ');
}

export async function readKit(page: Page): Promise<readonly string[]> {
  await page.getByTestId('kit').waitFor();
  const groups = await page.getByTestId('kit').locator('.kit-code').allTextContents();
  expect(groups.join('')).toMatch(/^[0-9A-HJKMNP-TV-Z]{28}$/);
  return groups;
}

/** Types back the group that is asked for, in small letters. */
export async function proveKit(page: Page, kit: readonly string[], say: Say = english): Promise<void> {
  const asked = Number(/\d/.exec((await page.locator('.field-label').textContent()) ?? '')?.[0]);
  await page.locator('.field-input').fill((kit[asked - 1] as string).toLowerCase());
  await page.getByRole('button', { name: say('That is it') }).click();
}

/** Picks files on the Add screen and waits for the report of each. */
export async function importFiles(page: Page, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]): Promise<void> {
  const reports = page.locator('.report');
  const before = await reports.count();
  const count = Array.isArray(files) ? files.length : 1;
  await page.locator('input[type=file]').first().setInputFiles(files);
  await expect.poll(() => reports.count(), { timeout: 60_000 }).toBe(before + count);
}

/** Opens one of the five places by its link. */
export async function goTo(page: Page, place: 'Today' | 'Record' | 'Add' | 'Share' | 'More', say: Say = english): Promise<void> {
  await page
    .getByRole('navigation', { name: say('Places') })
    .getByRole('link', { name: say(place), exact: true })
    .click();
}

/** Opens a tab of the record. */
export async function openTab(
  page: Page,
  tab: 'Summary' | 'Timeline' | 'Results' | 'Documents' | 'Search',
  say: Say = english,
): Promise<void> {
  await page
    .getByRole('navigation', { name: say('Ways to look at the record') })
    .getByRole('link', { name: say(tab) })
    .click();
  if (tab !== 'Summary') await page.getByRole('heading', { level: 1, name: say(tab) }).waitFor();
}

export async function lockNow(page: Page, say: Say = english): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: say('Lock now') })
    .click();
  await page.getByRole('heading', { level: 1, name: say('Open your record') }).waitFor();
}

export async function signIn(page: Page, { name, passphrase }: Pick<Secrets, 'name' | 'passphrase'>, say: Say = english): Promise<void> {
  await page.getByLabel(say('Your name')).fill(name);
  await page.getByLabel(say('Passphrase'), { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: say('Open'), exact: true }).click();
}
