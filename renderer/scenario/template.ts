/** What a new scenario begins with: two tasks, two locks, two orders. */
export const NEW_SCENARIO = `{
  "schema": "lockstep.scenario/1",
  "title": "Two tasks, two locks, two orders",
  "about": [
    "Say here what the scenario is about. The columns beside it follow what you type."
  ],
  "locks": [
    { "id": "A", "type": "mutex", "class": "A" },
    { "id": "B", "type": "mutex", "class": "B" }
  ],
  "threads": [
    {
      "id": "T0",
      "title": "what it is, e.g. write() on a sysfs file",
      "steps": [
        { "op": "acquire", "lock": "A" },
        { "op": "acquire", "lock": "B" },
        { "op": "release", "lock": "B" },
        { "op": "release", "lock": "A" }
      ]
    },
    {
      "id": "T1",
      "title": "the other one",
      "steps": [
        { "op": "acquire", "lock": "B" },
        { "op": "acquire", "lock": "A" },
        { "op": "release", "lock": "A" },
        { "op": "release", "lock": "B" }
      ]
    }
  ]
}
`;
