import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packFolder, packageFolder } from '../lib/repository';

// An installed package has no repository around it, so it contains the packs.
const target = join(packageFolder, 'dist', 'packs');
mkdirSync(target, { recursive: true });
for (const file of ['management-account.yaml', 'member-accounts.yaml']) {
  copyFileSync(join(packFolder, file), join(target, file));
}
