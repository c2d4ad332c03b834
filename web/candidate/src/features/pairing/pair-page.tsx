import { Button, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { api } from '@shared/api/client';
import { sharedKeys, useMe } from '@shared/api/hooks';
import { deviceLabel } from '@shared/device-label';
import { problemOfSurroundings, surroundings } from '@shared/media/device-problem';
import type { PairingClaim } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Icon } from '../../icons';
import { Card } from '../../layout/card';
import { Page } from '../../layout/page';
import { BrowserNotice } from '../sign-in/browser-notice';
import { remember } from '../sitting/memory';
import classes from './pairing.module.css';

/** Where the QR of the first camera leads: this phone becomes the second camera (manual 2.1.7; FEATURES C5). */
export default function PairPage() {
  const { t } = useTranslation();
  const { code = '' } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const me = useMe();
  const claim = useMutation({
    mutationFn: () => api.post<PairingClaim>('/api/pairing-claims', { code, label: deviceLabel() }),
    onSuccess: async ({ sitting_id: sittingId, position }) => {
      remember(sittingId, { position, ready: false });
      // This browser is now somebody else: what it knew before is not its own.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sharedKeys.config[0] });
      await client.fetchQuery({ queryKey: sharedKeys.me, queryFn: () => api.get('/api/me') }).catch(() => undefined);
      await navigate(`/sittings/${sittingId}`, { replace: true });
    },
  });
  useClaimAtOnce(claim.mutate);
  const hindrance = problemOfSurroundings(surroundings());
  const other = me.data?.kind === 'candidate' || me.data?.kind === 'staff';
  return (
    <Page title={t('pair.title')} lead={t('pair.lead')} bare>
      {hindrance !== undefined && <BrowserNotice problem={hindrance} />}
      <Card>
        <Stack gap="md" align="stretch">
          <div className={classes.figure}>
            <Icon name="camera-second" size={46} />
          </div>
          <Text ta="center" c="var(--ink-soft)">
            {t('pair.code')} <strong className={classes.code}>{code.toUpperCase()}</strong>
          </Text>
          {other && (
            <Text size="sm" className={classes.warn} role="note">
              {t(me.data?.kind === 'staff' ? 'pair.was_staff' : 'pair.was_candidate')}
            </Text>
          )}
          <ErrorNotice error={claim.error}>
            <Button component={Link} to="/pair" size="compact-md" variant="white" color="red">
              {t('pair.scan_again')}
            </Button>
          </ErrorNotice>
          <ProgressButton
            size="xl"
            fullWidth
            disabled={hindrance === 'wechat'}
            onPress={() => claim.mutateAsync().catch(() => undefined)}
          >
            {t('pair.join')}
          </ProgressButton>
        </Stack>
      </Card>
    </Page>
  );
}

/** Who scanned within the page has decided already; a link opened from outside asks first. */
function useClaimAtOnce(claim: () => void): void {
  const state = useLocation().state as { scanned?: boolean } | null;
  const done = useRef(false);
  useEffect(() => {
    if (state?.scanned !== true || done.current) return;
    done.current = true;
    claim();
  }, [state, claim]);
}
