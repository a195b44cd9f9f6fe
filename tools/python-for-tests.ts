import { execFileSync } from 'node:child_process';

const MODULES = ['cryptography', 'argon2'];
const PACKAGES = ['python3-cryptography', 'python3-argon2'];

/**
 * A Python 3 with the modules of the independent reader, installed from Debian where that takes no password;
 * undefined (loudly) where there is none.
 */
export function pythonForTests(): string | undefined {
  const found = pythonWithModules() ?? (installed() ? pythonWithModules() : undefined);
  if (!found)
    console.warn(
      `No Python 3 with ${MODULES.join(' and ')}: the independent reader is not tested. On Debian: apt-get install ${PACKAGES.join(' ')}`,
    );
  return found;
}

function pythonWithModules(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => succeeds(python, ['-c', `import ${MODULES.join(', ')}`]));
}

function installed(): boolean {
  if (process.getuid?.() !== 0 || !succeeds('apt-get', ['--version'])) return false;
  return (
    succeeds('apt-get', ['install', '-y', ...PACKAGES]) ||
    (succeeds('apt-get', ['update']) && succeeds('apt-get', ['install', '-y', ...PACKAGES]))
  );
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 180_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    return true;
  } catch {
    return false;
  }
}
