import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { AreaMenu } from '../../layout/area-menu';
import { Shell } from '../../layout/shell';
import { Waiting } from '../../layout/waiting';
import { ImportSection } from './import-section';
import { useRule } from './requests';
import { RuleForm } from './rule-form';

/** How the school checks who sits there: the rule of face checks, and results of the four databases (FEATURES B6, G8). */
export default function IdentityPage() {
  const { t } = useTranslation();
  const rule = useRule();
  return (
    <Shell title={t('face_rule.title')}>
      <Stack gap="lg" maw={1100} mx="auto">
        <AreaMenu />
        <Text c="dimmed">{t('face_rule.hint')}</Text>
        {rule.data === undefined ? (
          rule.isPending ? <Waiting /> : <ErrorNotice error={rule.error} onRetry={() => void rule.refetch()} />
        ) : (
          <RuleForm key={rule.data.version} rule={rule.data} />
        )}
        <ImportSection />
      </Stack>
    </Shell>
  );
}
