import { Anchor, Badge, Button, Group, List, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import { Waiting } from '../../layout/waiting';
import type { Finding, SetUp } from './model';
import classes from './exam-page.module.css';
import { MockSection } from './mock-section';
import { PanelDraw } from './panel-draw';
import { PlanError } from './part-section';
import { useOpening, useRename, useSetUp } from './requests';
import { RequirementsSection } from './requirements-section';
import { RoomsSection } from './rooms-section';
import { SeatsSection } from './seats-section';
import { SessionsSection } from './sessions-section';
import { MajorsSection, SubjectsSection } from './simple-parts';
import { TicketsSection } from './tickets-section';

/** One exam from its name to its opening, step by step, with the checklist beside it. */
export default function ExamPage() {
  const { examId } = useParams();
  const { t } = useTranslation();
  const set = useSetUp(examId ?? '');
  if (set.isPending) return <Waiting />;
  if (set.data === undefined) {
    return (
      <Shell menu title={t('planning.title')}>
        <ErrorNotice error={set.error} onRetry={() => void set.refetch()}>
          <Anchor component={Link} to="/exams">
            {t('planning.back')}
          </Anchor>
        </ErrorNotice>
      </Shell>
    );
  }
  return (
    <Shell menu title={set.data.name}>
      <Group justify="space-between">
        <Anchor component={Link} to="/exams">
          {t('planning.back')}
        </Anchor>
        <Button component={Link} to={`/flow/${set.data.id}`} variant="light">
          {t('area.flow')}
        </Button>
      </Group>
      <div className={classes.columns}>
        <Stack gap="md">
          <NameSection key={set.data.name} set={set.data} />
          <MajorsSection set={set.data} step={2} />
          <CandidatesStep set={set.data} step={3} />
          <SubjectsSection set={set.data} step={4} />
          <RoomsSection set={set.data} step={5} />
          <PanelDraw set={set.data} />
          <SessionsSection set={set.data} step={6} />
          <SeatsSection set={set.data} step={7} />
          <RequirementsSection set={set.data} step={8} />
          <TicketsSection set={set.data} step={9} />
          <MockSection set={set.data} step={10} />
        </Stack>
        <Checklist set={set.data} />
      </div>
    </Shell>
  );
}

function NameSection({ set }: { set: SetUp }) {
  const { t } = useTranslation();
  const [name, setName] = useState(set.name);
  const rename = useRename(set.id);
  return (
    <Paper component="section" withBorder p="md" id="name" aria-labelledby="name-title">
      <Title order={2} id="name-title" mb="sm">
        1. {t('planning.basics')}
      </Title>
      <Group align="flex-end">
        <TextInput size="md" flex={1} label={t('planning.exam_name')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button size="md" variant="light" disabled={name.trim() === '' || name === set.name} loading={rename.isPending} onClick={() => rename.mutate(name)}>
          {t('planning.save')}
        </Button>
      </Group>
      <PlanError error={rename.error} />
    </Paper>
  );
}

function CandidatesStep({ set, step }: { set: SetUp; step: number }) {
  const { t } = useTranslation();
  return (
    <Paper component="section" withBorder p="md" id="candidates" aria-labelledby="candidates-title">
      <Group justify="space-between">
        <Title order={2} id="candidates-title">
          {step}. {t('planning.candidates.title')}
        </Title>
        <Button component={Link} to="/candidates/import">
          {t('planning.candidates.import')}
        </Button>
      </Group>
      <Text mt="sm">{t('planning.candidates.count', { count: set.entrants })}</Text>
    </Paper>
  );
}

const severities = ['missing', 'contradiction', 'hint'] as const;
const colours = { missing: 'red', contradiction: 'orange', hint: 'gray' } as const;

/** The step in which each thing is put right. */
const places: Record<string, string> = {
  major: 'majors',
  subject: 'subjects',
  room: 'rooms',
  staff: 'rooms',
  session: 'sessions',
  candidate: 'seats',
  elsewhere: 'sessions',
};
const placeOfCode: Record<string, string> = {
  no_major: 'majors',
  no_subject: 'subjects',
  no_room: 'rooms',
  no_session: 'sessions',
  no_entrant: 'candidates',
  no_phone: 'candidates',
  unassigned: 'seats',
  places_unpublished: 'seats',
};

function Checklist({ set }: { set: SetUp }) {
  const { t } = useTranslation();
  return (
    <Paper component="aside" withBorder p="md" className={classes.checklist} aria-labelledby="checklist-title">
      <Title order={2} id="checklist-title" mb="xs">
        {t('planning.checklist.title')}
      </Title>
      {set.findings.length === 0 && <Text c="teal.9">{t('planning.checklist.fine')}</Text>}
      {severities.map((severity) => {
        const found = set.findings.filter((one) => one.severity === severity);
        if (found.length === 0) return null;
        return (
          <section key={severity} data-severity={severity}>
            <Badge tt="none" variant="light" color={colours[severity]} my="xs">
              {t(`planning.severity.${severity}`)}
            </Badge>
            <List size="sm" spacing={6}>
              {found.map((one, n) => (
                <List.Item key={n} data-finding={one.code}>
                  <FindingLine one={one} />
                </List.Item>
              ))}
            </List>
          </section>
        );
      })}
      <Opening set={set} />
    </Paper>
  );
}

function FindingLine({ one }: { one: Finding }) {
  const { t } = useTranslation();
  const names = one.where.map(({ name }) => name).join('、');
  const more = one.where[0]?.kind === 'candidate' && one.count > one.where.length ? '…' : '';
  const place = placeOfCode[one.code] ?? places[one.where[0]?.kind ?? ''] ?? 'name';
  return (
    <>
      <Anchor href={`#${place}`}>{t(`planning.finding.${one.code}`, { count: one.count })}</Anchor>
      {names !== '' && <Text size="sm">{names + more}</Text>}
    </>
  );
}

function Opening({ set }: { set: SetUp }) {
  const { t } = useTranslation();
  const opening = useOpening(set.id);
  const [reason, setReason] = useState('');
  const worst = severities.find((severity) => set.findings.some((one) => one.severity === severity));
  const owed = !set.open && worst === 'contradiction';
  return (
    <Stack gap="xs" mt="md">
      <Text fw={600}>{t(set.open ? 'planning.opening.is_open' : 'planning.opening.is_closed')}</Text>
      {owed && (
        <Textarea label={t('planning.opening.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize minRows={2} />
      )}
      <Button
        color={set.open ? 'gray' : 'teal.9'}
        variant={set.open ? 'default' : 'filled'}
        disabled={!set.open && (worst === 'missing' || (owed && reason.trim() === ''))}
        loading={opening.isPending}
        onClick={() => opening.mutate({ open: !set.open, reason })}
      >
        {t(set.open ? 'planning.opening.close' : 'planning.opening.open')}
      </Button>
      {!set.open && worst === 'missing' && <Text size="sm">{t('planning.opening.missing')}</Text>}
      <PlanError error={opening.error} />
    </Stack>
  );
}
