using HostedRuntime.Tests.Nodes;

// node: one node, driven by lines on standard input. soak, measure: commands of their own, which start nodes.
return args switch
{
    ["node", .. var rest] => await NodeProgram.RunAsync(rest),
    ["soak", .. var rest] => await Soak.RunAsync(rest),
    ["measure", .. var rest] => await Figures.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: soak [--minutes 10] [--seed N] [--store redis|postgresql] | measure [latency|recovery|suspension] [--store redis|postgresql] | node (started by tests)");
    return 2;
}
