import { test as base, expect, type TestInfo } from '@playwright/test';
import { Browsers } from './browsers.ts';
import { Phone, Staff, type PhoneOptions, type StaffOptions } from './people.ts';
import type { Screen } from './screen.ts';
import { Server, type Command } from './server.ts';

/** What every test has: a server of its own, and people who open browsers. */
interface World {
  /** As what the server is started; set with test.use. Default demo. */
  serverCommand: Command;
  /** Flags beyond the address and the data; set with test.use. */
  serverArgs: string[];
  server: Server;
  newPhone: (options?: PhoneOptions) => Promise<Phone>;
  newStaff: (options: StaffOptions) => Promise<Staff>;
  screens: Screen[];
}

export const test = base.extend<World, { browsers: Browsers }>({
  browsers: [
    async ({}, use) => {
      const browsers = new Browsers();
      await use(browsers);
      await browsers.close();
    },
    { scope: 'worker' },
  ],

  serverCommand: ['demo', { option: true }],
  serverArgs: [[], { option: true }],

  server: async ({ serverCommand, serverArgs }, use, info) => {
    const server = await Server.start(serverCommand, ...serverArgs);
    await use(server);
    await server.stop();
    if (failed(info)) await info.attach('server.log', { body: server.log, contentType: 'text/plain' });
  },

  screens: async ({ server: _ }, use, info) => {
    const screens: Screen[] = [];
    await use(screens);
    if (failed(info)) for (const screen of screens) await report(screen, info);
    await Promise.all(screens.map((screen) => screen.close()));
    expect(screens.flatMap((screen) => screen.errors), 'errors that no page caught').toEqual([]);
  },

  newPhone: async ({ browsers, server, screens }, use) => {
    await use(async (options) => keep(screens, await Phone.open(browsers, server, options)));
  },

  newStaff: async ({ browsers, server, screens }, use) => {
    await use(async (options) => keep(screens, await Staff.open(browsers, server, options)));
  },
});

export { expect };

function failed(info: TestInfo): boolean {
  return info.status !== info.expectedStatus;
}

function keep<T extends Screen>(screens: Screen[], screen: T): T {
  screens.push(screen);
  return screen;
}

/** What a screen shows and said, beside the failure. */
async function report(screen: Screen, info: TestInfo): Promise<void> {
  await info.attach(`${screen.name}.log`, { body: [...screen.lines, ...screen.errors].join('\n'), contentType: 'text/plain' });
  if (!screen.browser.isConnected()) return;
  const picture = await screen.page.screenshot({ timeout: 5000 }).catch(() => undefined); // it may hang with its browser
  if (picture !== undefined) await info.attach(`${screen.name}.png`, { body: picture, contentType: 'image/png' });
}
