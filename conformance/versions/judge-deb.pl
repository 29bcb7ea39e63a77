#!/usr/bin/perl
# Reads two versions a line, with a tab between; answers -1, 0 or 1, or a question mark where dpkg's library finds one of
# them wrong.
use strict;
use warnings;
use Dpkg::Version;

while (my $line = <STDIN>) {
    chomp $line;
    my ($left, $right) = split /\t/, $line, -1;
    my @wrong = grep { is_wrong($_) } $left, $right;
    print @wrong ? "?\n" : (Dpkg::Version->new($left) <=> Dpkg::Version->new($right)) . "\n";
}

sub is_wrong {
    my ($version) = @_;
    # Nothing before the last hyphen; a colon without an epoch before it and something after it. dpkg refuses these.
    return 1 if $version =~ /^(\d+:)?(-[^-]*)?$/ || ($version =~ /:/ && $version !~ /^\d+:./);
    # "upstream_version ... should start with a digit": a wish, so that one is put before it.
    (my $wished = $version) =~ s/^(\d+:)?/($1 \/\/ "") . "0"/e;
    my ($good) = version_check($wished);
    return !$good;
}
