using HostedRuntime.Waiting;

namespace HostedRuntime.Stacks;

/// <summary>
/// Finds the objects that another object awaits: in its fields, from the waits of its task, or in the variables of a method.
/// </summary>
/// <param name="waits">The task; null if its pending waits are not known.</param>
internal sealed class BranchReader(IWaitList? waits)
{
    /// <summary>How many local variables of a method are tried as branches.</summary>
    private const int MaxCandidates = 1000;

    private BranchIndex? _index;

    private BranchIndex? Index => waits is null ? null : _index ??= new BranchIndex(waits);

    /// <summary>Returns the branches that have not ended, as far as they are known.</summary>
    public List<object> Read(SourceShape shape, object source, object? machine)
    {
        var branches = new List<object>();
        foreach (var field in shape.Next)
        {
            switch (FieldReader.Read(field, source))
            {
                case Task task:
                    branches.Add(task);
                    break;
                case Task?[] tasks:
                    branches.AddRange(tasks.Where(static task => task is not null)!);
                    break;
                case System.Collections.IList list when list.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(List<>):
                    branches.AddRange(list.OfType<Task>());
                    break;
            }
        }

        if (shape.Next.Length == 0)
        {
            branches.AddRange(Index?.AwaitedBy(source) ?? []);
            if (machine is not null && branches.Count < FieldReader.ReadInt(shape.Remaining, source, 0))
            {
                var known = new HashSet<object>(branches, ReferenceEqualityComparer.Instance);
                branches.AddRange(MachineShape.Of(machine.GetType()).ReadTasks(machine, MaxCandidates).Where(task => !task.IsCompleted && Continuations.Leads(task, source) && known.Add(task)));
            }
        }

        branches.RemoveAll(static branch => branch is Task { IsCompleted: true });
        return branches;
    }

    /// <summary>Returns an object that the given one awaits, or null if that is not known.</summary>
    public object? KnownFrom(object source) => Index?.AwaitedBy(source) is [var known, ..] ? known : null;

    /// <summary>The number of the use of an object that was found in its present use.</summary>
    public static short UseOf(object source)
    {
        if (source is PendingWait wait)
            return wait.UseNumber;
        var shape = SourceShape.Of(source.GetType());
        return (short)FieldReader.ReadInt(shape.Version, FieldReader.Read(shape.Core, source), 0);
    }
}
