import { expect, it } from 'vitest';
import { ApiError, describe as sentence, fieldsOf } from './problem';

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

it('finds the field that a code is about where the server names none', () => {
  const places = { wrong_password: 'password' };
  const wrong = new ApiError(403, { code: 'wrong_password', detail: 'The password is wrong.' });
  expect(fieldsOf(wrong, places)).toEqual({ password: 'The password is wrong.' });
  const short = new ApiError(422, { code: 'validation_failed', errors: [{ pointer: '/name', detail: 'Too short.' }] });
  expect(fieldsOf(short, places)).toEqual({ name: 'Too short.' });
  expect(fieldsOf(new TypeError('no network'), places)).toEqual({});
});

it('has words of its own for codes and fields that people meet', async () => {
  const limited = Response.json(
    { code: 'rate_limited', detail: 'x' },
    { status: 429, headers: { 'retry-after': '90' } },
  );
  expect(sentence(await ApiError.from(limited))).toBe('That was too often; try again in 2 min.');
  const errors = [
    { pointer: '/email', detail: 'x' },
    { pointer: '/shoe_size', detail: 'Too large.' },
  ];
  const invalid = await ApiError.from(Response.json({ code: 'validation_failed', errors }, { status: 422 }));
  expect(invalid.fields).toEqual({ email: 'This is not an e-mail address.', shoe_size: 'Too large.' });
});
