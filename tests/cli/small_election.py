"""An election of five voters that is replayed: a and c win."""

from __future__ import annotations

SMALL = """META
key;value
description;Hackford for tests
country;UK
unit;Hackford
instance;2027
num_projects;3
num_votes;5
budget;100
vote_type;approval
rule;greedy
date_begin;2027
date_end;2027
max_length;2
currency;GBP
PROJECTS
project_id;cost;votes;name;selected
a;60;3;Benches;1
b;50;2;Trees;0
c;40;2;Lamps;1
VOTES
voter_id;vote
v1;a
v2;a,c
v3;a,b
v4;b
v5;c
"""
