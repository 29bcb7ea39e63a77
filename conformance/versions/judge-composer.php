<?php
// Reads two versions a line, or with the argument `range` a version and a constraint, with a tab between. Answers -1, 0
// or 1, or 1 and 0 for inside and outside, or a question mark where Composer finds one of them wrong.
require 'Composer/Semver/autoload.php';

use Composer\Semver\Constraint\Constraint;
use Composer\Semver\VersionParser;

$parser = new VersionParser();
while (($line = fgets(STDIN)) !== false) {
    [$left, $right] = explode("\t", rtrim($line, "\n"));
    try {
        $left = $parser->normalize($left);
        if (($argv[1] ?? '') === 'range') {
            $answer = (int) $parser->parseConstraints($right)->matches(new Constraint('==', $left));
        } else {
            $right = $parser->normalize($right);
            $answer = str_starts_with($right, 'dev-') ? '?' : version_compare($left, $right);
        }
        // A branch has no place among versions.
        echo str_starts_with($left, 'dev-') ? '?' : $answer, "\n";
    } catch (UnexpectedValueException $wrong) {
        echo "?\n";
    }
}
