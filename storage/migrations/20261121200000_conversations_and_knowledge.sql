-- One text for SQLite and PostgreSQL: ids are ULIDs or source keys as text, structures are JSON as text, times are
-- microseconds since the Unix epoch.

-- The row of a conversation for lists; `sequence` is the head that every append is checked against.
create table conversation (
    id text not null primary key,
    sequence bigint not null,
    channel text not null,
    locale text not null,
    phase text not null,
    clerk text,
    handover text,
    matter text,
    offered_until bigint,
    last_speaker text not null,
    unanswered_since bigint,
    started_at bigint not null,
    updated_at bigint not null
);
create index conversation_of_clerk on conversation (clerk, phase) where clerk is not null;
create index conversation_offered on conversation (offered_until) where offered_until is not null;
create index conversation_idle on conversation (updated_at);

-- The append-only log.
create table event (
    conversation text not null,
    sequence bigint not null,
    at bigint not null,
    kind text not null,
    body text not null,
    primary key (conversation, sequence)
);

-- Inbound messages taken so far, and the step each led to.
create table inbound (
    channel text not null,
    address text not null,
    external_id text not null,
    conversation text not null,
    sequence bigint not null,
    primary key (channel, address, external_id)
);
create index inbound_of_conversation on inbound (conversation);

-- Which conversation an address leads to now.
create table address (
    channel text not null,
    address text not null,
    conversation text not null,
    primary key (channel, address)
);
create index address_of_conversation on address (conversation);

-- The outbox.
create table delivery (
    id text not null primary key,
    conversation text not null,
    sequence bigint not null,
    channel text not null,
    address text not null,
    tries bigint not null,
    due_at bigint not null,
    lease_until bigint
);
create index delivery_of_conversation on delivery (conversation, sequence, id);
create index delivery_due on delivery (channel, due_at, id);

-- Counted figures.
create table figure (
    day text not null,
    name text not null,
    label text not null,
    count bigint not null,
    primary key (day, name, label)
);

create table presence (
    clerk text not null primary key,
    state text not null,
    seen_at bigint not null
);

-- `origin` is `authority` or `demonstration`.
create table account (
    id text not null primary key,
    login text not null unique,
    display_name text not null,
    roles text not null,
    clerk text,
    password_hash text not null,
    origin text not null
);
create table staff_session (
    token_hash text not null primary key,
    account text not null references account (id),
    started_at bigint not null,
    seen_at bigint not null
);
create index staff_session_of_account on staff_session (account);

-- `moments` are the times of the failures, separated by spaces.
create table failed_sign_in (
    key text not null primary key,
    moments text not null,
    last_at bigint not null
);
create index failed_sign_in_last on failed_sign_in (last_at);

-- Org units, clerks and rules. `position` is null once an import no longer names the entry.
create table directory_entry (
    kind text not null,
    id text not null,
    position bigint,
    body text not null,
    primary key (kind, id)
);

-- Every revision that was ever published.
create table revision (
    id text not null primary key,
    article text not null,
    content_hash text not null,
    published_at bigint not null,
    author text not null,
    body text not null
);
create index revision_of_article on revision (article, published_at);

-- What is published of an article now; null once it was archived.
create table publication (
    article text not null primary key,
    revision text references revision (id),
    changed_at bigint not null
);

create table life_event (
    id text not null primary key,
    position bigint not null,
    body text not null
);

create table knowledge_version (
    id text not null primary key,
    version bigint not null
);
