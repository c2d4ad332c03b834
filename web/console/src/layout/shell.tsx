import { Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe, useSignOut } from '@shared/api/hooks';
import { useServerNow } from '@shared/clock';
import { soundUnlocked } from '@shared/notice';
import { LanguageSwitch } from '@shared/ui';
import { AreaMenu } from './area-menu';
import { areasFor } from './areas';
import classes from './shell.module.css';

export interface ShellProps {
  /** What this screen is about; the page's heading. */
  title: ReactNode;
  /** Beside the title: the session's other screens, its clock. */
  extra?: ReactNode;
  /** True for screens that fill the window and scroll in their parts only. */
  fills?: boolean;
  /** With the areas at the side. */
  menu?: boolean;
  children: ReactNode;
}

/** The bar at the top with who one is, and the screen below it. */
export function Shell({ title, extra, fills = false, menu = false, children }: ShellProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.shell} data-fills={fills || undefined}>
      <header className={classes.bar}>
        <Link to="/sessions" className={classes.home}>
          {t('shell.home')}
        </Link>
        <h1 className={classes.title}>{title}</h1>
        <div className={classes.extra}>{extra}</div>
        <SoundButton />
        <ServerClock />
        <LanguageSwitch />
        <WhoAmI />
      </header>
      <div className={classes.body}>
        {menu && <AreaMenu />}
        <main className={classes.main}>{children}</main>
      </div>
    </div>
  );
}

/** Shown until the browser lets the page sound: any press will do. */
function SoundButton() {
  const { t } = useTranslation();
  useServerNow(); // looks again once a second
  if (soundUnlocked()) return null;
  return (
    <Button size="compact-sm" color="orange" variant="light">
      {t('shell.sound')}
    </Button>
  );
}

function ServerClock() {
  const { t, i18n } = useTranslation();
  const now = new Date(useServerNow());
  const text = now.toLocaleTimeString(i18n.language, { hour12: false });
  return (
    <time className={classes.clock} dateTime={now.toISOString()} title={t('shell.clock')}>
      {text}
    </time>
  );
}

function WhoAmI() {
  const { t } = useTranslation();
  const me = useMe();
  const signOut = useSignOut();
  const staff = me.data?.staff;
  if (staff === undefined) return null;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="default" aria-label={t('shell.me', { name: staff.name })}>
          {staff.name} ▾
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.data?.school?.name} · {staff.username}
        </Menu.Label>
        <Menu.Item component={Link} to="/sessions">
          {t('shell.sessions')}
        </Menu.Item>
        {areasFor(staff.roles?.map(({ role }) => role) ?? []).map(({ key, path }) => (
          <Menu.Item key={key} component={Link} to={path}>
            {t(`area.${key}`)}
          </Menu.Item>
        ))}
        <Menu.Item component={Link} to="/account">
          {t('shell.account')}
        </Menu.Item>
        <Menu.Item color="red" onClick={() => void signOut()}>
          {t('shell.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
