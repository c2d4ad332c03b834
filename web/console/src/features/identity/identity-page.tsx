import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import { Waiting } from '../../layout/waiting';
import { ComparedSection } from './compared-section';
import { ImportSection } from './import-section';
import { useRule } from './requests';
import { RuleForm } from './rule-form';

/** How the school checks who sits there: the rule of face checks, and results of the four databases (FEATURES B6, G8). */
export default function IdentityPage() {
  const { t } = useTranslation();
  const rule = useRule();
  return (
    <Shell menu title={t('face_rule.title')}>
      <Stack gap="lg" maw={1100} mx="auto">
        <Text c="dimmed">{t('face_rule.hint')}</Text>
        {rule.data === undefined ? (
          rule.isPending ? <Waiting /> : <ErrorNotice error={rule.error} onRetry={() => void rule.refetch()} />
        ) : (
          <RuleForm key={rule.data.version} rule={rule.data} />
        )}
        <ImportSection />
        <ComparedSection />
      </Stack>
    </Shell>
  );
}
