import { Badge, Button, Checkbox, Group, Modal, NumberInput, Paper as Sheet, Select, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ItemText, type MediumOf } from '@shared/item-text/item-text';
import { api } from '@shared/api/client';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { kinds, newItem, pointsOf, withItem, withKind, type ItemKind, type PaperContent, type PaperItem } from './content';
import { MediaPanel } from './media-panel';
import { usePaperChange, type Paper } from './requests';

/** Writes an online draft, or shows one that is sealed, as candidates will have it. */
export function ContentEditor({ sessionId, paper, onClose }: { sessionId: string; paper: Paper; onClose: () => void }) {
  const loaded = useQuery({ queryKey: ['paper-content', paper.id], queryFn: () => api.get<PaperContent>(`/api/papers/${paper.id}/content`), gcTime: 0 });
  return (
    <Modal opened onClose={onClose} title={paper.title} size="xl" closeOnClickOutside={false}>
      <ErrorNotice error={loaded.error} onRetry={() => void loaded.refetch()} />
      {loaded.data !== undefined &&
        (paper.state === 'draft' ? <Draft sessionId={sessionId} paper={paper} saved={loaded.data} onClose={onClose} /> : <Preview paperId={paper.id} content={loaded.data} />)}
    </Modal>
  );
}

function Draft({ sessionId, paper, saved, onClose }: { sessionId: string; paper: Paper; saved: PaperContent; onClose: () => void }) {
  const { t } = useTranslation();
  const [content, setContent] = useState(saved);
  const [preview, setPreview] = useState(false);
  const save = usePaperChange(sessionId, () => api.put(`/api/papers/${paper.id}/content`, content));
  const setSection = (at: number, part: Partial<PaperContent['sections'][number]>) =>
    setContent({ ...content, sections: content.sections.map((section, n) => (n === at ? { ...section, ...part } : section)) });
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text>{t('items.sum', { n: content.sections.reduce((sum, { items }) => sum + items.length, 0), points: pointsOf(content) })}</Text>
        <Button variant="default" onClick={() => setPreview(!preview)} aria-pressed={preview}>
          {t(preview ? 'items.edit' : 'papers.preview')}
        </Button>
      </Group>
      {preview ? (
        <Preview paperId={paper.id} content={content} />
      ) : (
        <>
          <MediaPanel sessionId={sessionId} content={content} onChange={(media) => setContent((now) => ({ ...now, media }))} />
          {content.sections.map((section, at) => (
            <Stack key={at} gap="sm" component="section">
              <TextInput size="md" label={t('items.section')} value={section.title} onChange={(event) => setSection(at, { title: event.currentTarget.value })} />
              <Group>
                {(['shuffle_items', 'shuffle_options'] as const).map((name) => (
                  <Checkbox key={name} label={t(`items.${name}`)} checked={section[name] ?? false} onChange={(event) => setSection(at, { [name]: event.currentTarget.checked })} />
                ))}
              </Group>
              {section.items.map((item) => (
                <ItemForm key={item.id} item={item} onChange={(next) => setContent(withItem(content, item.id, next))} />
              ))}
              <Group>
                <Button variant="light" onClick={() => setSection(at, { items: [...section.items, newItem(content)] })}>
                  {t('items.add')}
                </Button>
              </Group>
            </Stack>
          ))}
          <Group>
            <Button variant="default" onClick={() => setContent({ ...content, sections: [...content.sections, { title: '', items: [] }] })}>
              {t('items.add_section')}
            </Button>
          </Group>
        </>
      )}
      <ErrorNotice error={save.error} title={t('papers.failed')} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <ProgressButton onPress={() => save.mutateAsync(undefined).then(onClose)}>{t('papers.save')}</ProgressButton>
      </Group>
    </Stack>
  );
}

function ItemForm({ item, onChange }: { item: PaperItem; onChange: (item: PaperItem | undefined) => void }) {
  const { t } = useTranslation();
  const set = (part: Partial<PaperItem>) => onChange({ ...item, ...part });
  return (
    <Sheet withBorder p="sm" component="article" aria-label={t('items.item', { id: item.id })}>
      <Stack gap="sm">
        <Group align="end">
          <Select label={t('items.kind')} allowDeselect={false} data={kinds.map((kind) => ({ value: kind, label: t(`items.kinds.${kind}`) }))} value={item.kind} onChange={(kind) => onChange(withKind(item, kind as ItemKind))} />
          <NumberInput label={t('items.points')} w={100} min={0} max={1000} value={item.points} onChange={(points) => set({ points: Number(points) })} />
          {item.kind === 'blanks' && <NumberInput label={t('items.blanks')} w={100} min={1} max={20} value={item.blanks ?? 1} onChange={(blanks) => set({ blanks: Number(blanks) })} />}
          {item.kind === 'essay' && <NumberInput label={t('items.words')} w={140} min={0} max={20000} value={item.words ?? 0} onChange={(words) => set({ words: Number(words) })} />}
          <Button variant="default" c="red.9" aria-label={t('items.remove', { id: item.id })} onClick={() => onChange(undefined)}>
            {t('papers.remove_short')}
          </Button>
        </Group>
        <Textarea label={t('items.text')} value={item.text} onChange={(event) => set({ text: event.currentTarget.value })} autosize minRows={2} required />
        {item.options !== undefined && (
          <Textarea label={t('items.options')} description={t('items.options_hint')} value={item.options.join('\n')} onChange={(event) => set({ options: event.currentTarget.value.split('\n') })} autosize minRows={2} required />
        )}
        <Answer item={item} onChange={(answer) => set({ answer })} />
      </Stack>
    </Sheet>
  );
}

/** What is right: drawings and photographs have nothing to compare with. */
function Answer({ item, onChange }: { item: PaperItem; onChange: (answer: string) => void }) {
  const { t } = useTranslation();
  if (item.kind === 'drawing' || item.kind === 'photo') return null;
  return <Textarea label={t('items.answer')} value={item.answer ?? ''} onChange={(event) => onChange(event.currentTarget.value)} autosize minRows={1} />;
}

/** The paper as candidates will read it. */
function Preview({ paperId, content }: { paperId: string; content: PaperContent }) {
  const { t } = useTranslation();
  const mediumOf: MediumOf = (name) => {
    const medium = content.media?.find((one) => one.name === name);
    return medium && { url: `/api/papers/${paperId}/media?name=${encodeURIComponent(name)}`, sound: medium.type.startsWith('audio/') };
  };
  const first = content.sections.map((_, at) => content.sections.slice(0, at).reduce((sum, { items }) => sum + items.length, 1));
  return (
    <Stack gap="md" data-testid="paper-preview">
      {content.sections.map((section, at) => (
        <section key={at}>
          <Text fw={600}>{section.title}</Text>
          {section.items.map((item, n) => (
            <div key={item.id}>
              <Text component="div" style={{ whiteSpace: 'pre-wrap' }} mt="xs">
                {(first[at] ?? 1) + n}. <ItemText text={item.text} mediumOf={mediumOf} /> {t('items.worth', { n: item.points })}{' '}
                <Badge tt="none" variant="default" data-kind={item.kind}>
                  {t(`items.kinds.${item.kind}`)}
                </Badge>
              </Text>
              {(item.options ?? []).map((option, key) => (
                <Text key={key} component="div" size="sm" ml="md">
                  {String.fromCharCode(65 + key)}. <ItemText text={option} mediumOf={mediumOf} />
                </Text>
              ))}
            </div>
          ))}
        </section>
      ))}
    </Stack>
  );
}
