import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '@shared/api/client';
import type { DemoGuide } from '@shared/model';
import { ErrorNotice, QrCode } from '@shared/ui';
import { Card } from '../../layout/card';
import { Page } from '../../layout/page';
import { Waiting } from '../../layout/waiting';
import classes from './demo.module.css';

/** Who may sign in where, on a server that was started as a demo. */
export default function DemoGuidePage() {
  const { t } = useTranslation();
  const guide = useQuery({ queryKey: ['demo-guide'], queryFn: () => api.get<DemoGuide>('/api/demo/guide') });
  if (guide.isPending) return <Waiting />;
  if (guide.isError) {
    return (
      <Page title={t('demo.title')} bare>
        <ErrorNotice error={guide.error} onRetry={() => void guide.refetch()} />
      </Page>
    );
  }
  const { school, candidates, staff, links } = guide.data;
  if (school.slug === '') {
    return (
      <Page title={t('demo.title')} lead={t('demo.empty_lead')} bare>
        <Links links={links} />
      </Page>
    );
  }
  const door = `${location.origin}/s/${school.slug}`;
  return (
    <Page title={t('demo.title')} lead={t('demo.lead', { school: school.name })} bare width="wide">
      <div className={classes.columns}>
        <Card tone="calm">
          <div className={classes.door}>
            <QrCode value={door} size={200} />
            <div>
              <Title order={2}>{t('demo.candidates')}</Title>
              <Text c="var(--ink-soft)" mb="sm">
                {t('demo.candidates_how')}
              </Text>
              <Group gap="sm">
                <Button component="a" href={door}>
                  {t('demo.open_candidate')}
                </Button>
                <Button component={Link} to="/demo/inbox" variant="light" target="_blank">
                  {t('demo.open_inbox')}
                </Button>
              </Group>
            </div>
          </div>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('demo.name')}</th>
                <th scope="col">{t('demo.phone')}</th>
              </tr>
            </thead>
            <tbody>
              {candidates.map((one) => (
                <tr key={one.phone}>
                  <td>{one.name}</td>
                  <td className={classes.mono}>{one.phone}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
        <Card>
          <Title order={2}>{t('demo.staff')}</Title>
          <Text c="var(--ink-soft)" mb="sm">
            {t('demo.staff_how')}
          </Text>
          <Button component="a" href="/staff/" target="_blank">
            {t('demo.open_staff')}
          </Button>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('demo.role')}</th>
                <th scope="col">{t('demo.username')}</th>
                <th scope="col">{t('demo.password')}</th>
              </tr>
            </thead>
            <tbody>
              {staff.map((one) => (
                <tr key={one.username}>
                  <td>
                    {t(`role.${one.role}`)}
                    <span className={classes.soft}>{one.name}</span>
                  </td>
                  <td className={classes.mono}>{one.username}</td>
                  <td className={classes.mono}>{one.password}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      </div>
      <Links links={links} />
    </Page>
  );
}

function Links({ links }: Pick<DemoGuide, 'links'>) {
  const { t } = useTranslation();
  return (
    <Card>
      <Title order={2}>{t('demo.links')}</Title>
      <ul className={classes.links}>
        {links.map((one) => (
          <li key={one.url}>
            <Anchor href={one.url}>{one.title}</Anchor>
            <span className={classes.soft}>{one.url}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
