import { describe, expect, it } from 'vitest';
import type { Exam, School } from '@shared/model';
import { examChoiceOf, placeOf } from './choice';

const college = (id: string) => ({ id, name: id });
const school = (id: string, ...colleges: string[]): School => ({
  id,
  slug: `slug-${id}`,
  name: id,
  colleges: colleges.map(college),
});
const exam = (id: string, open: boolean, ...majors: string[]): Exam => ({
  id,
  name: id,
  open,
  majors: majors.map((major) => ({ id: major, name: major, enrolment_id: `e-${major}` })),
});

describe('school and college', () => {
  const one = school('a', 'x');
  const two = school('b', 'y', 'z');
  it.each([
    ['a number on no roster has nowhere to go', [], {}, 'nowhere'],
    ['one school with one college asks nothing', [one], {}, 'found'],
    ['two schools are asked for', [one, two], {}, 'school'],
    ['the school of the link is not asked for', [one, two], { school: 'slug-a' }, 'found'],
    ['its colleges still are', [one, two], { school: 'b' }, 'college'],
    ['both chosen', [one, two], { school: 'b', college: 'z' }, 'found'],
    ['a school that is not on the list is asked for again', [one, two], { school: 'q' }, 'school'],
  ] as const)('%s', (_, schools, chosen, want) => {
    expect(placeOf(schools, chosen).step).toBe(want);
  });
});

describe('exam and major', () => {
  it.each([
    ['no exam', [], {}, { step: 'none' }],
    ['one exam with one major asks nothing', [exam('a', true, 'm')], {}, { step: 'found', enrolmentId: 'e-m' }],
    ['the major is found by the exam chosen', [exam('a', true, 'm'), exam('b', true, 'n')], { exam: 'b' }, { step: 'found', enrolmentId: 'e-n' }],
  ] as const)('%s', (_, exams, chosen, want) => {
    expect(examChoiceOf(exams, chosen)).toEqual(want);
  });
  it('shows closed exams beside the open one, so that nobody looks in vain', () => {
    expect(examChoiceOf([exam('a', true, 'm'), exam('b', false, 'n')], {}).step).toBe('exam');
  });
  it('says when all are closed', () => {
    expect(examChoiceOf([exam('a', false, 'm')], {}).step).toBe('closed');
  });
  it('asks for the major where there are several', () => {
    expect(examChoiceOf([exam('a', true, 'm', 'n')], {}).step).toBe('major');
  });
});
