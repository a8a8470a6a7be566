/** Every sentence may stand here only as long as the code keeps it (docs/decisions/0028). */
export const HTTP_WORDS = {
  asks: "nothing: this tab only watches",
  what: "Programs of its owner run its trials and tell over HTTP what they came to.",
  trust:
    "Nobody can run one of them again. So the owner's tokens are trusted: what they tell counts as told, and nobody else's trials count.",
  sure: "Told by a program of the study's owner; nobody can run it again.",
} as const;
