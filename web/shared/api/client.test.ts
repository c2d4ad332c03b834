import { describe, expect, it } from 'vitest';
import { ApiError, isApiError, problem } from './client';

describe('what the server says when it says no', () => {
  it('is read from problem+json, with its extras', () => {
    const error = problem(422, '{"title":"Unprocessable","status":422,"detail":"wrong","code":"code_wrong","tries_left":3}');
    expect([error.code, error.detail, error.status, error.extras.tries_left]).toEqual(['code_wrong', 'wrong', 422, 3]);
  });

  it.each([
    [401, 'unauthenticated'],
    [404, 'not_found'],
    [502, 'unavailable'],
    [500, 'internal'],
    [418, 'invalid'],
  ])('is guessed from status %i where a proxy answers in its place: %s', (status, want) => {
    expect(problem(status, '<html>').code).toBe(want);
  });

  it.each([
    [0, 'network', true],
    [503, 'unavailable', true],
    [409, 'conflict', false],
  ])('with status %i (%s) may pass by itself: %s', (status, code, want) => {
    expect(new ApiError(code, '', status).passing).toBe(want);
  });

  it('is told from other errors', () => {
    expect(isApiError(new Error('x'))).toBe(false);
    expect(isApiError(new ApiError('conflict', '', 409), 'conflict')).toBe(true);
    expect(isApiError(new ApiError('conflict', '', 409), 'forbidden')).toBe(false);
  });
});
