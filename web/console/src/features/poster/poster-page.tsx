import { Button, CopyButton, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '@shared/api/hooks';
import { QrCode } from '@shared/ui';
import { Shell } from '../../layout/shell';
import classes from './poster-page.module.css';

/** The school's link and its QR code, to be sent, put on a page or printed and hung up (FEATURES A1). */
export default function PosterPage() {
  const { t } = useTranslation();
  const me = useMe();
  const school = me.data?.school;
  if (school === undefined || school === null) return null;
  const link = `${location.origin}/s/${school.slug}`;
  return (
    <Shell menu title={t('poster.title')}>
      <div className={classes.screen}>
        <Group mb="md">
          <Button size="md" onClick={() => window.print()}>
            {t('poster.print')}
          </Button>
          <CopyButton value={link}>
            {({ copied, copy }) => (
              <Button size="md" variant="default" onClick={copy}>
                {t(copied ? 'poster.copied' : 'poster.copy')}
              </Button>
            )}
          </CopyButton>
        </Group>
      </div>
      <section className={classes.sheet} aria-label={t('poster.title')}>
        <Stack align="center" gap="lg">
          <Title order={2}>{school.name}</Title>
          <Text size="xl">{t('poster.how')}</Text>
          <QrCode value={link} size={420} />
          <Text size="xl" fw={700} className={classes.link}>
            {link}
          </Text>
          <Text c="dimmed">{t('poster.wechat')}</Text>
        </Stack>
      </section>
    </Shell>
  );
}
