/** One of a kind for each client, made on first use: all nodes of a connection share it, and it goes when the client does. */
export function perClient<Client extends object, T>(make: (client: Client) => T): (client: Client) => T {
  const made = new WeakMap<Client, T>();
  return (client) => {
    const present = made.get(client);
    if (present !== undefined) return present;
    const fresh = make(client);
    made.set(client, fresh);
    return fresh;
  };
}
