namespace Census;

/// <summary>The figures counted so far. Not thread-safe; the <c>AsyncMutex</c> of <see cref="FileCensus"/> guards it.</summary>
internal sealed class Totals
{
    private readonly Dictionary<string, Count> _byExtension = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Unreadable> _unreadable = [];

    public Count All { get; private set; }

    public IReadOnlyDictionary<string, Count> ByExtension => _byExtension;

    public IReadOnlyList<Unreadable> Unreadable => _unreadable;

    public void AddFile(string path, FileReading reading, bool isDuplicate)
    {
        var one = new Count(1, reading.Bytes, reading.Lines, isDuplicate ? 1 : 0);
        var extension = Path.GetExtension(path);
        All += one;
        _byExtension[extension] = _byExtension.GetValueOrDefault(extension) + one;
        if (reading.Problem is { } problem)
            _unreadable.Add(problem);
    }

    public void AddUnreadable(Unreadable directory) => _unreadable.Add(directory);
}
