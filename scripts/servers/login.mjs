/** The account of every server. The password needs percent-encoding in a URL, which is a test of its own. */
export const login = { user: 'athanor', password: 'p@ss:w/rd', database: 'athanor' }

export const urlFor = (scheme, port, path = login.database) =>
  `${scheme}://${login.user}:${encodeURIComponent(login.password)}@127.0.0.1:${port}/${path}`
