using HostedRuntime;

namespace ThumbnailFarm;

internal sealed record PictureArgs(int Number);

internal sealed record ThumbnailResult(int Picture, int Node, int Attempt);

/// <summary>
/// Draws a picture and writes its thumbnail. It may run twice: each run writes the same file, and the last step is one move.
/// </summary>
internal sealed class ThumbnailJob(NodeArguments node) : IJob<PictureArgs, ThumbnailResult>
{
    public async Task<ThumbnailResult> RunAsync(PictureArgs args, JobContext context, CancellationToken cancellationToken)
    {
        Runs.NoteBegin(node.Folder, args.Number, context.Attempt, node.Number);
        var thumbnail = await Picture.DrawThumbnailAsync(args.Number, cancellationToken);
        var file = $"picture-{args.Number:000}.ppm";
        var half = Path.Combine(node.Folder, $"{file}.{node.Number}.{context.Attempt}");
        await File.WriteAllBytesAsync(half, thumbnail, cancellationToken);
        File.Move(half, Path.Combine(node.Folder, file), overwrite: true);
        Runs.NoteFinish(node.Folder, args.Number, context.Attempt, node.Number);
        return new ThumbnailResult(args.Number, node.Number, context.Attempt);
    }
}
