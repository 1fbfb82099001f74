using System.Globalization;

namespace ThumbnailFarm;

/// <summary>One run of a job's body, as the body itself has noted it.</summary>
internal sealed record Run(int Picture, int Attempt, int Node, bool IsFinished);

/// <summary>
/// The notes of all bodies: a file when a run begins, and another when it has finished. They are no part of the cluster, so they can check
/// the results that it gives.
/// </summary>
internal static class Runs
{
    private const string Begun = "begun";
    private const string Finished = "finished";

    public static void NoteBegin(string folder, int picture, int attempt, int node) => Note(folder, picture, attempt, node, Begun);

    public static void NoteFinish(string folder, int picture, int attempt, int node) => Note(folder, picture, attempt, node, Finished);

    public static IReadOnlyList<Run> Read(string folder)
    {
        var notes = Directory.GetFiles(FolderOf(folder)).Select(static file => Path.GetFileName(file).Split('-')).ToList();
        var finished = notes.Where(static words => words[3] == Finished).Select(KeyOf).ToHashSet();
        var begun = notes.Where(static words => words[3] == Begun).Select(KeyOf).Order();
        return [.. begun.Select(key => new Run(key.Picture, key.Attempt, key.Node, finished.Contains(key)))];
    }

    private static (int Picture, int Attempt, int Node) KeyOf(string[] words) => (ToNumber(words[0]), ToNumber(words[1]), ToNumber(words[2]));

    private static int ToNumber(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Note(string folder, int picture, int attempt, int node, string what)
        => File.WriteAllText(Path.Combine(FolderOf(folder), $"{picture}-{attempt}-{node}-{what}"), "");

    private static string FolderOf(string folder) => Directory.CreateDirectory(Path.Combine(folder, "runs")).FullName;
}
