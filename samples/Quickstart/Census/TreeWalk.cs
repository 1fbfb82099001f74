using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;
using Census.Plugins;

namespace Census;

/// <summary>
/// A depth-first walk over a tree, as by <c>find -type f</c>: hidden files are found, symbolic links are neither followed nor found. Its
/// enumeration reads directories and so blocks. Not thread-safe, except for <see cref="DirectoriesLeft"/> after the walk's end.
/// </summary>
internal sealed class TreeWalk(string root, SkipListPlugin skipList, Action<Unreadable> onUnreadable)
{
    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>The directories that were found and not read to their end.</summary>
    private readonly Stack<string> _directories = new([root]);

    public int DirectoriesLeft => _directories.Count;

    public IEnumerable<string> Files()
    {
        var found = new List<string>();
        while (_directories.TryPeek(out var directory))
        {
            foreach (var entry in Entries(directory))
            {
                if (entry.IsDirectory)
                    found.Add(entry.Path);
                else if (!SpecialFile.Is(entry.Path))
                    yield return entry.Path;
            }

            _directories.Pop();
            found.ForEach(_directories.Push);
            found.Clear();
        }
    }

    private IEnumerable<Entry> Entries(string directory)
    {
        if (!TryOpen(directory, out var entries))
            yield break;
        using (entries)
        {
            while (TryNext(directory, entries))
                yield return entries.Current;
        }
    }

    private bool TryOpen(string directory, [NotNullWhen(true)] out IEnumerator<Entry>? entries)
    {
        try
        {
            entries = new FileSystemEnumerable<Entry>(directory, static (ref entry) => new Entry(entry.ToFullPath(), entry.IsDirectory), s_everything)
            {
                ShouldIncludePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !skipList.Skips(entry.FileName),
            }.GetEnumerator();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            onUnreadable(Unreadable.Because(directory, e));
            entries = null;
            return false;
        }
    }

    private bool TryNext(string directory, IEnumerator<Entry> entries)
    {
        try
        {
            return entries.MoveNext();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            onUnreadable(Unreadable.Because(directory, e));
            return false;
        }
    }

    private readonly record struct Entry(string Path, bool IsDirectory);
}
