#pragma once
// What the opaque pointers of graph.h point to.

#include "graph/graph.hpp"
#include "graph/instance.hpp"

struct nt_processor {
  nt::graph::Instance instance;
};

struct nt_graph {
  nt::graph::Graph graph;
};
