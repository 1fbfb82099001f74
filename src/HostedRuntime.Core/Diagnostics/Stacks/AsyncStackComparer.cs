namespace HostedRuntime.Diagnostics;

/// <summary>See <see cref="AsyncStack.ByPlace"/>.</summary>
internal sealed class AsyncStackComparer : IEqualityComparer<AsyncStack>
{
    public bool Equals(AsyncStack? x, AsyncStack? y)
    {
        if (ReferenceEquals(x, y))
            return true;
        if (x is null || y is null || x.Shape != y.Shape || x.End != y.End || x.MoreBranches != y.MoreBranches || ForeignOf(x) != ForeignOf(y))
            return false;
        return x.Methods.SequenceEqual(y.Methods) && x.Branches.SequenceEqual(y.Branches, this);
    }

    public int GetHashCode(AsyncStack obj) => obj.Shape;

    /// <summary>Returns the hash of a stack; never 0.</summary>
    public static int HashOf(AsyncStack stack)
    {
        var hash = new HashCode();
        hash.Add(stack.End);
        hash.Add(stack.MoreBranches);
        hash.Add(ForeignOf(stack));
        foreach (var method in stack.Methods)
            hash.Add(method);
        foreach (var branch in stack.Branches)
            hash.Add(branch.Shape);
        return hash.ToHashCode() is var code and not 0 ? code : 1;
    }

    private static string? ForeignOf(AsyncStack stack) => stack.End == AsyncStackEnd.Wait ? null : stack.WaitsOn;
}
