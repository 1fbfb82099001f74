using System.Diagnostics;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Compares our locks with those of the BCL, DotNext and Nito.AsyncEx. Ours run on a runtime, theirs on the ThreadPool, in alternating
/// runs.
/// </summary>
internal static class LocksBesideOthers
{
    // So many that starting and joining the tasks, about 50 us, does not affect the figure.
    private const int Times = 20_000;
    private const int Runs = 60;

    // After this time tiered compilation has settled. With less, the first row would measure code that is still instrumented.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);

    private static readonly (string Name, bool HasReaderWriter, Func<LockLibrary> Make)[] s_libraries =
    [
        ("HostedRuntime", true, static () => new OurLocks()),
        ("SemaphoreSlim", false, static () => new BclLocks()),
        ("DotNext", true, static () => new DotNextLocks()),
        ("Nito.AsyncEx", true, static () => new NitoLocks()),
    ];

    private static readonly (string Name, bool NeedsReaderWriter, Func<LockLibrary, IEnumerable<Func<Task>>> Bodies)[] s_rows =
    [
        ("mutex, uncontended", false, static locks => [() => locks.LockAsync(Times, yields: false)]),
        ("mutex, 4 tasks, held over a yield", false, static locks => Enumerable.Repeat<Func<Task>>(() => locks.LockAsync(Times, yields: true), 4)),
        ("6 readers", true, static locks => Enumerable.Repeat<Func<Task>>(() => locks.ReadAsync(Times), 6)),
        ("6 readers, 1 writer", true, static locks => Enumerable.Repeat<Func<Task>>(() => locks.ReadAsync(Times), 6).Append(() => locks.WriteAsync(Times))),
    ];

    public static void Run()
    {
        using var runtime = ThisProgram.CreateRuntime();
        Console.WriteLine($"ns and bytes of one operation, median of {Runs} runs in turn");
        foreach (var (row, needsReaderWriter, bodies) in s_rows)
        {
            var figures = s_libraries.Where(library => !needsReaderWriter || library.HasReaderWriter).Select(static library => new Figure(library.Name, library.Make)).ToArray();
            var start = Stopwatch.GetTimestamp();
            for (var run = 0; run < Runs; run += Stopwatch.GetElapsedTime(start) < s_warmUp ? 0 : 1)
            {
                foreach (var figure in figures)
                    figure.Measure(runtime, bodies, counts: Stopwatch.GetElapsedTime(start) >= s_warmUp);
            }

            Console.WriteLine(row);
            foreach (var figure in figures)
                Console.WriteLine($"  {figure}");
        }
    }

    private sealed class Figure(string name, Func<LockLibrary> make)
    {
        private readonly List<double> _times = [];
        private readonly List<double> _bytes = [];

        public void Measure(IRuntime runtime, Func<LockLibrary, IEnumerable<Func<Task>>> bodies, bool counts)
        {
            using var locks = make();
            var tasks = bodies(locks).ToArray();
            var bytes = GC.GetTotalAllocatedBytes(precise: false);
            var start = Stopwatch.GetTimestamp();
            if (name == nameof(HostedRuntime))
                runtime.BlockOn(() => Task.WhenAll(tasks.Select(body => runtime.Spawn(() => body()).AsTask())));
            else
                Task.WhenAll(tasks.Select(static body => Task.Run(() => body()))).GetAwaiter().GetResult();
            if (!counts)
                return;
            var operations = (double)Times * tasks.Length;
            _times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations);
            _bytes.Add((GC.GetTotalAllocatedBytes(precise: false) - bytes) / operations);
        }

        public override string ToString()
        {
            _times.Sort();
            _bytes.Sort();
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name,-14} {_times[_times.Count / 2],8:0.0} ns (minimum {_times[0],6:0.0}) {_bytes[_bytes.Count / 2],6:0.0} B");
        }
    }
}
