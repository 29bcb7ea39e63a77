// Reads two versions a line, or with the argument `range` a version and a range, with a tab between. Answers -1, 0 or 1,
// or 1 and 0 for inside and outside, or a question mark where node-semver finds one of them wrong. A range is taken as
// it is written out, pre-releases in their place: `test` of a whole range would hide them.
const [, , modules, mode] = process.argv;
const { createRequire } = require("module");
const semver = createRequire(modules + "/")("semver");

const lines = require("fs").readFileSync(0, "utf8").split("\n");
lines.pop();
const answers = lines.map((line) => {
  const [a, b] = line.split("\t");
  try {
    if (mode === "range") {
      const version = new semver.SemVer(a);
      return Number(new semver.Range(b).set.some((all) => all.every((comparator) => comparator.test(version))));
    }
    return semver.compare(a, b);
  } catch {
    return "?";
  }
});
console.log(answers.join("\n"));
