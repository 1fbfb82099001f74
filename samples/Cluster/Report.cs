namespace ThumbnailFarm;

/// <summary>Compares what the cluster says with the notes of the bodies and the files on the disk.</summary>
internal static class Report
{
    /// <returns>True if every picture was done once; otherwise false.</returns>
    public static bool Write(string folder, int pictures, int deadNode, IReadOnlyList<ThumbnailResult> results)
    {
        var runs = Runs.Read(folder);
        foreach (var result in results.Where(static result => result.Attempt > 1))
        {
            foreach (var earlier in runs.Where(run => run.Picture == result.Picture && run.Attempt < result.Attempt))
            {
                var end = earlier.IsFinished ? "had written its thumbnail, but not its result" : "was cut off";
                Console.WriteLine($"picture {result.Picture}: run {earlier.Attempt} on node {earlier.Node} {end}, and run {result.Attempt} on node {result.Node} gave the result");
            }
        }

        var cutOff = runs.Count(static run => !run.IsFinished);
        Console.WriteLine($"runs: {runs.Count} begun, {runs.Count - cutOff} finished, {cutOff} cut off on node {deadNode}");
        var files = Directory.GetFiles(folder, "*.ppm").Length;
        Console.WriteLine($"thumbnails: {files}, results: {results.DistinctBy(static result => result.Picture).Count()}, pictures: {pictures}");
        var isOnce = files == pictures
            && results.Select(static result => result.Picture).Order().SequenceEqual(Enumerable.Range(1, pictures))
            && results.All(result => IsOnce(result, deadNode, [.. runs.Where(run => run.Picture == result.Picture)]));
        Console.WriteLine($"every picture has one result, and was run again only if node {deadNode} had it: {(isOnce ? "yes" : "no")}");
        return isOnce;
    }

    private static bool IsOnce(ThumbnailResult result, int deadNode, IReadOnlyList<Run> runs)
        => runs.Count(run => run is { IsFinished: true } && run.Attempt == result.Attempt && run.Node == result.Node) == 1
            && runs.All(run => run.Attempt == result.Attempt || (run.Attempt < result.Attempt && run.Node == deadNode));
}
