import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EnrolmentView } from '@shared/model';
import { Card } from '../../layout/card';
import { useEnquiries } from './requests';

/** The way to ask the school, with unread answers (FEATURES A20). */
export function EnquiriesCard({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const unread = (useEnquiries(view.id).data?.enquiries ?? []).filter((one) => one.unread).length;
  return (
    <Card>
      <Group justify="space-between">
        <div>
          <Text fw={650} size="lg">
            {t('enquiries.title')}
          </Text>
          {unread > 0 && (
            <Badge size="lg" color="red.9" tt="none">
              {t('enquiries.unread', { count: unread })}
            </Badge>
          )}
        </div>
        <Button component={Link} to={`/enrolments/${view.id}/enquiries`} variant="light">
          {t('enquiries.go')}
        </Button>
      </Group>
    </Card>
  );
}
