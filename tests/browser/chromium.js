// The path of Chromium: an installed one, or else the one in an npm package.
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const UNPACKED = fileURLToPath(new URL('node_modules/.cache/chromium', import.meta.url));

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fileURLToPath(new URL('node_modules/dejavu-fonts-ttf/ttf', import.meta.url))}</dir>
  <cachedir>${path.join(UNPACKED, 'fonts-cache')}</cachedir>
</fontconfig>
`;

// What to launch, and how. CHROMIUM names another executable, or is `packaged` for the package's,
// even if one is installed.
export async function executable() {
  const { CHROMIUM } = process.env;
  if (CHROMIUM && CHROMIUM !== 'packaged') return { executablePath: CHROMIUM };
  const installed = CHROMIUM ? undefined : INSTALLED.map(inPath).find(Boolean);
  return installed ? { executablePath: installed } : packaged();
}

function inPath(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

// The package unpacks into the folder for temporary files, which may contain another version, and
// adds the libraries that Chromium needs only if it detects Lambda. It looks for its fonts in /tmp,
// and its one family has no check marks.
async function packaged() {
  mkdirSync(UNPACKED, { recursive: true });
  writeFileSync(path.join(UNPACKED, 'fonts.conf'), FONTS);
  Object.assign(process.env, {
    TMPDIR: UNPACKED,
    FONTCONFIG_PATH: UNPACKED,
    AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x',
  });
  const { default: chromium } = await import('@sparticuz/chromium');
  return { executablePath: await chromium.executablePath(), args: ['--headless=shell', '--no-zygote'] };
}
