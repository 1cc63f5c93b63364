import { expect, it } from 'vitest';
import { ApiError, describe as sentence } from './problem';

it('says what the server says, field by field', async () => {
  const body = {
    type: 'about:blank',
    title: 'Unprocessable',
    status: 422,
    code: 'validation',
    detail: 'Some fields need another look.',
    errors: [
      { pointer: '/email', detail: 'Not an address.' },
      { pointer: '#/password', detail: 'Too short.' },
      { pointer: '/email', detail: 'Another.' },
    ],
  };
  const response = Response.json(body, { status: 422, headers: { 'x-request-id': 'req-1' } });
  const error = await ApiError.from(response);
  expect(sentence(error)).toBe('Some fields need another look.');
  expect(error).toMatchObject({ status: 422, code: 'validation', requestId: 'req-1' });
  expect(error.fields).toEqual({ email: 'Not an address.', password: 'Too short.' });
});

it.each(['<html>Bad gateway</html>', '{broken'])(
  'finds words for an answer that is no problem document',
  async (body) => {
    const error = await ApiError.from(new Response(body, { status: 502 }));
    expect(sentence(error)).toBe('The server has trouble answering. Please try again.');
  },
);
