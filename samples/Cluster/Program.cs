using ThumbnailFarm;

// Without arguments: the farm, which starts three nodes as processes of this program, and ends one of them half-way.
return args switch
{
    [] => await Farm.RunAsync(pictures: 24),
    ["--pictures", var count] when int.TryParse(count, out var pictures) && pictures is > 0 and <= 1000 => await Farm.RunAsync(pictures),
    ["node", .. var rest] => await FarmNode.RunAsync(NodeArguments.Parse(rest)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Cluster [--pictures 1..1000]");
    return 2;
}
