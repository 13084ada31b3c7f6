import { countryName } from './countries';
import { PERSON_FIELDS, readFields } from './fields';
import { compact, isObject, type JsonObject } from './json';

/** An address as the API shows it, with what it derives: the parts of the name and the country's name. */
export function viewPerson(person: unknown): JsonObject | undefined {
  if (!isObject(person)) return undefined;
  const { name, countryCode } = person;
  const [first, ...rest] = typeof name === 'string' ? name.trim().split(/\s+/) : [''];
  return compact({
    ...person,
    ...(first !== '' && { firstName: first, lastName: rest.join(' ') }),
    ...(typeof countryCode === 'string' && { countryName: countryName(countryCode) }),
  });
}

/** An address after a write: merged field by field. */
export function writePerson(before: unknown, body: unknown, complain: (text: string) => void): JsonObject {
  return { ...(isObject(before) && before), ...readFields(body, PERSON_FIELDS, complain) };
}
