using ThumbnailFarm;

// Without arguments: the farm, which starts three nodes as processes of this program, and ends one of them half-way.
return args switch
{
    [] => await Farm.RunAsync(pictures: 24, isKept: false),
    ["--keep"] => await Farm.RunAsync(pictures: 24, isKept: true),
    ["--pictures", var count] when int.TryParse(count, out var pictures) && pictures is > 0 and <= 1000 => await Farm.RunAsync(pictures, isKept: false),
    ["node", .. var rest] => await FarmNode.RunAsync(NodeArguments.Parse(rest)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Cluster [--pictures 1..1000 | --keep]");
    return 2;
}
