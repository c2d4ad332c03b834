import { UnstyledButton } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useMe, useSignOut } from '@shared/api/hooks';
import { LanguageSwitch } from '@shared/ui';
import { Icon } from '../icons';
import classes from './page.module.css';

export interface PageProps {
  title: string;
  lead?: ReactNode;
  /** Where "back" goes; no such button when absent. */
  back?: string;
  /** Hides the sign-out button, for pages that have no one signed in or must not be left by a slip. */
  bare?: boolean;
  width?: 'narrow' | 'wide';
  children: ReactNode;
}

/** A page outside the exam itself: head, title, content. */
export function Page({ title, lead, back, bare = false, width = 'narrow', children }: PageProps) {
  const { t } = useTranslation();
  const heading = usePageTitle(title);
  return (
    <div className={classes.page}>
      <TopBar>
        {!bare && <SignOut />}
        <LanguageSwitch />
      </TopBar>
      <main className={classes.main} data-width={width}>
        {back !== undefined && (
          <Link className={classes.back} to={back}>
            <Icon name="back" size={18} />
            {t('action.back')}
          </Link>
        )}
        <h1 className={classes.title} ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <div className={classes.lead}>{lead}</div>}
        {children}
      </main>
    </div>
  );
}

export function TopBar({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <header className={classes.top}>
      <span className={classes.brand}>
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span className={classes.brandName}>{t('page.brand')}</span>
      </span>
      <span className={classes.topEnd}>{children}</span>
    </header>
  );
}

function SignOut() {
  const { t } = useTranslation();
  const me = useMe();
  const signOut = useSignOut();
  const navigate = useNavigate();
  if (me.data === null || me.data === undefined) return null;
  return (
    <UnstyledButton className={classes.quiet} onClick={() => void signOut().then(() => navigate('/'))}>
      {t('page.sign_out')}
    </UnstyledButton>
  );
}

/** Names the tab and moves focus to the heading, so that a reader hears the new page. */
export function usePageTitle(title: string) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const brand = t('page.brand');
  useEffect(() => {
    document.title = `${title} · ${brand}`;
  }, [title, brand]);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}
