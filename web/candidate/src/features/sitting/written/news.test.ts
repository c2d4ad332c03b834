import { describe, expect, it } from 'vitest';
import { newsOf } from './news';
import type { Written } from './requests';

const now: Written = { server_time: '', phase: 'seated', ends_at: '', given_minutes: 0, sealed: [] };
const paper: Written['paper'] = { release_id: 'r', paper_id: 'p', kind: 'pdf', title: '', released_at: '', max_pages: 9, seed: '' };
const pause = { since: '', reason: 'x', left_seconds: 60 };
const pages = (at?: string): Written['pages'] => ({ version: 1, sent_at: '', late: false, files: [{ id: 'f', url: '', ...(at !== undefined && { asked: { flaw: 'blurred', at } }) }] });
const receipt = (by: 'clock' | 'staff'): Written['receipt'] => ({ at: '', by, number: '' });

describe('news of a written exam', () => {
  it.each<[string, Written | undefined, Written, string[]]>([
    ['is none at first', undefined, { ...now, paper }, []],
    ['is the paper', now, { ...now, paper }, ['released']],
    ['is a paper taken back', { ...now, paper }, { ...now, withdrawn: { at: '', reason: 'x' } }, ['withdrawn']],
    ['is another paper', { ...now, paper }, { ...now, paper: { ...paper, release_id: 'r2' } }, ['released']],
    ['is more time', now, { ...now, given_minutes: 5 }, ['more_time']],
    ['is the end by the clock', now, { ...now, submitted_at: 'x', receipt: receipt('clock') }, ['time_up']],
    ['is the end by the proctor', now, { ...now, submitted_at: 'x', receipt: receipt('staff') }, ['handed_in']],
    ['is a pause', { ...now, paper }, { ...now, paper, pause }, ['paused']],
    ['is its end', { ...now, paper, pause }, { ...now, paper }, ['resumed']],
    ['is a collected answer, not the end of its pause', { ...now, pause }, { ...now, submitted_at: 'x', receipt: receipt('staff') }, ['handed_in']],
    ['is a page that is asked for', { ...now, pages: pages() }, { ...now, pages: pages('1') }, ['page_asked']],
    ['is the same page asked for again', { ...now, pages: pages('1') }, { ...now, pages: pages('2') }, ['page_asked']],
    ['is none while it is asked for', { ...now, pages: pages('1') }, { ...now, pages: pages('1') }, []],
    ['is a reopened answer', { ...now, submitted_at: 'x' }, now, ['reopened']],
  ])('%s', (_, before, after, want) => expect(newsOf(before, after)).toEqual(want));
});
